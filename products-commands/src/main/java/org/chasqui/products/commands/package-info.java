/** The write side of products: one command at a time, one transaction each. Decides alone about stock. */
@NullMarked
package org.chasqui.products.commands;

import org.jspecify.annotations.NullMarked;
