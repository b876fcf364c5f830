/** Requests that wait until a version has arrived in the service's replica. */
@NullMarked
package org.chasqui.http.waiting;

import org.jspecify.annotations.NullMarked;
