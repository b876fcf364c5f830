/** The way of every request to a controller: its trace, its origin, the reading of its body and numbers, and the end of its connection. */
@NullMarked
package org.chasqui.http.web;

import org.jspecify.annotations.NullMarked;
