/** What the tests of all modules share: PostgreSQL and Redis, contract samples, architecture rules. */
@NullMarked
package org.chasqui.testing;

import org.jspecify.annotations.NullMarked;
