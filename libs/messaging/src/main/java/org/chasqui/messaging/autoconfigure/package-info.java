/** Spring Boot auto-configuration of messaging and its settings. */
@NullMarked
package org.chasqui.messaging.autoconfigure;

import org.jspecify.annotations.NullMarked;
