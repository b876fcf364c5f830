/** The OpenAPI documents as a reader of them uses them: to make requests, and to know what answers to expect. */
@NullMarked
package org.chasqui.systemtests.openapi;

import org.jspecify.annotations.NullMarked;
