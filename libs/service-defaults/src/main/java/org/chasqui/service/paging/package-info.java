/** Lists in id order, page by page. */
@NullMarked
package org.chasqui.service.paging;

import org.jspecify.annotations.NullMarked;
