/** What any service answers an operator for all services: their health, their logs, and the operator's own queues. */
@NullMarked
package org.chasqui.operations;

import org.jspecify.annotations.NullMarked;
