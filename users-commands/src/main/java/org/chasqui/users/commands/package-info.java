/** The write side of users: one command at a time, one transaction each. */
@NullMarked
package org.chasqui.users.commands;

import org.jspecify.annotations.NullMarked;
