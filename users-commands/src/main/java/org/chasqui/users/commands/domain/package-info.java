/** What a user is and which rules hold for it. */
@NullMarked
package org.chasqui.users.commands.domain;

import org.jspecify.annotations.NullMarked;
