/** The replica's rows, only ever read. */
@NullMarked
package org.chasqui.users.queries.view;

import org.jspecify.annotations.NullMarked;
