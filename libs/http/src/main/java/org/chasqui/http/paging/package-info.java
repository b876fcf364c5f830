/** Lists in id order, page by page. */
@NullMarked
package org.chasqui.http.paging;

import org.jspecify.annotations.NullMarked;
