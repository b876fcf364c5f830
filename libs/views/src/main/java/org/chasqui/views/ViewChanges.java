package org.chasqui.views;

import java.util.Collection;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.views.ViewContent.Part;

/** Takes the views that a projection changes out of the cache. */
public final class ViewChanges {

    private final StaleViews cached;
    private final VersionWaits waits;

    ViewChanges(StaleViews cached, VersionWaits waits) {
        this.cached = cached;
        this.waits = waits;
    }

    /**
     * Keeps the old state of these views out of the cache from before the commit of the caller's transaction, and wakes the requests that
     * wait for the new one after it.
     *
     * @param kind as in the name of the {@link SingleView}
     * @param ids rows that the transaction has written or locked; of others, a concurrent change could be missed
     * @throws IllegalStateException without a transaction, or for more than a thousand views in one
     */
    public void changed(String kind, Collection<Long> ids) {
        if (!ids.isEmpty()) {
            cached.changed(kind, ids);
            waits.changed(kind, ids);
        }
    }

    /**
     * Keeps views that show an older revision of the part out of the cache, from before the commit of the caller's transaction. One mark
     * serves for all of them. It lasts longer than any such view that is cached or read before; while rows still show an older revision, call
     * this again with each change of some of them.
     *
     * @throws IllegalStateException without a transaction
     */
    public void partChanged(Part part) {
        cached.partChanged(part);
    }
}
