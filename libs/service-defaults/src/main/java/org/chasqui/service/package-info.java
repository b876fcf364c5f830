/** What every service is by default: its settings, its clock, and how its domain says no. */
@NullMarked
package org.chasqui.service;

import org.jspecify.annotations.NullMarked;
