/** Uses the OpenAPI documents as a client does: to make requests, and to know which answers to expect. */
@NullMarked
package org.chasqui.systemtests.openapi;

import org.jspecify.annotations.NullMarked;
