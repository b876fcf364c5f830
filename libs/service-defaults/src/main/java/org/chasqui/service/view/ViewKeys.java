package org.chasqui.service.view;

/**
 * Where views stand in Redis.
 *
 * @param service whose views they are
 */
record ViewKeys(String service) {

    String of(String kind, long id) {
        return "chasqui:" + service + ":" + kind + ":" + id;
    }
}
