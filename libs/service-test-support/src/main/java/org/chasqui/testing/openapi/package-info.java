/** The OpenAPI documents of the services, written from what the code says and compared with the committed ones. */
@NullMarked
package org.chasqui.testing.openapi;

import org.jspecify.annotations.NullMarked;
