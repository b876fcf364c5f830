/** How request bodies are read: strictly, and with absent told apart from null. */
@NullMarked
package org.chasqui.http.json;

import org.jspecify.annotations.NullMarked;
