/** How paths and query strings are read: as strictly as bodies; who is kept out; and how connections end. */
@NullMarked
package org.chasqui.http.web;

import org.jspecify.annotations.NullMarked;
