package org.chasqui.views;

/**
 * Where views stand in Redis.
 *
 * @param service whose views they are
 */
record ViewKeys(String service) {

    String of(String kind, long id) {
        return prefix() + kind + ":" + id;
    }

    String ofPart(Part part) {
        return ofParts() + part.kind() + ":" + part.id();
    }

    /** How the keys of all parts' marks begin. */
    String ofParts() {
        return prefix() + "part:";
    }

    private String prefix() {
        return "chasqui:" + service + ":";
    }
}
