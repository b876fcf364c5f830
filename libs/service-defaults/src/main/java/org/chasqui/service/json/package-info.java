/** How request bodies are read: strictly, and with absent told apart from null. */
@NullMarked
package org.chasqui.service.json;

import org.jspecify.annotations.NullMarked;
