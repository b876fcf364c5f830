/** The service's database: its migrations, those of the libraries, and what its errors mean. */
@NullMarked
package org.chasqui.platform.database;

import org.jspecify.annotations.NullMarked;
