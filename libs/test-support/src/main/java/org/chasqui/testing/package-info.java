/** Shared by the tests of all modules: PostgreSQL and Redis servers, contract samples, architecture rules. */
@NullMarked
package org.chasqui.testing;

import org.jspecify.annotations.NullMarked;
