package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;

/**
 * Reads a form that is sent as {@code application/x-www-form-urlencoded} as the JSON object of its fields, each a text,
 * where somebody else's specification wants such a form. A field is there once at most, as in JSON.
 */
final class UrlEncodedBody implements InputTrustHandler {

    static final String TYPE = "application/x-www-form-urlencoded";

    @Override
    public void handle(RoutingContext context) {
        if (!RequestBody.contentType(context).equals(TYPE)) {
            context.next();
            return;
        }
        var fields = context.request().formAttributes();
        var json = new JsonObject();
        for (var name : fields.names()) {
            if (fields.getAll(name).size() > 1) {
                context.fail(CommonError.REQUEST_INVALID.onField(name, name + " is there more than once"));
                return;
            }
            json.put(name, fields.get(name));
        }
        RequestBody.decoded(context, json.toBuffer());
        context.next();
    }
}
