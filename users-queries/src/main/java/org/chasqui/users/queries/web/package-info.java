/** Reads over HTTP. */
@NullMarked
package org.chasqui.users.queries.web;

import org.jspecify.annotations.NullMarked;
