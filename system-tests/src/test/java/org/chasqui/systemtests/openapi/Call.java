package org.chasqui.systemtests.openapi;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;

/** Builds a request for an operation, and sends it without checks or encoding. */
public final class Call {

    private final ApiOperation operation;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String id = "";
    private String query = "";
    private String body = "";

    public Call(ApiOperation operation) {
        this.operation = operation;
    }

    public Call id(Object id) {
        this.id = id.toString();
        return this;
    }

    /** @param query with its question mark */
    public Call query(String query) {
        this.query = query;
        return this;
    }

    /** @param json also sets the media type, if none is set */
    public Call body(Object json) {
        body = json.toString();
        headers.putIfAbsent("Content-Type", "application/json");
        return this;
    }

    public Call header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Call withoutHeader(String name) {
        headers.remove(name);
        return this;
    }

    /** Sends the request as it is now, and returns this call. */
    public Call sendAnd(Shop shop) {
        send(shop).accepted();
        return this;
    }

    public Answer send(Shop shop) {
        return shop.send(request(shop));
    }

    private HttpRequest request(Shop shop) {
        var request = shop.request(operation.pathOf(id) + query);
        headers.forEach(request::setHeader);
        return request.method(
                        operation.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public String toString() {
        return "%s id=%s%s %s %s".formatted(operation, id, query, headers, body);
    }
}
