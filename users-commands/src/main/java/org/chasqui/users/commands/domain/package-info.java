/** The user and its rules. */
@NullMarked
package org.chasqui.users.commands.domain;

import org.jspecify.annotations.NullMarked;
