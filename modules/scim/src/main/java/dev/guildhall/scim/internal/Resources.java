package dev.guildhall.scim.internal;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What SCIM does with one kind of resource; each method fails with the codes of {@link ScimError} and of what it changes. */
public interface Resources {

    /** A resource as clients see it. */
    record Resource(JsonObject json) {

        public String id() {
            return json.getString("id");
        }

        public String location() {
            return json.getJsonObject("meta").getString("location");
        }

        public String version() {
            return json.getJsonObject("meta").getString("version");
        }
    }

    /** Some of those that there are. */
    record Found(int total, List<Resource> resources) {}

    /** The last part of the path of the kind, such as {@code Users}. */
    String path();

    Future<Found> list(Caller caller, ListQuery query);

    /** @param projection of what need not be looked up */
    Future<Resource> get(Caller caller, String id, Projection projection);

    Future<Resource> create(Caller caller, JsonObject body);

    /** @param ifMatch the versions that may be changed */
    Future<Resource> replace(Caller caller, String id, JsonObject body, Optional<String> ifMatch);

    Future<Resource> patch(Caller caller, String id, JsonObject body, Optional<String> ifMatch);

    Future<Void> delete(Caller caller, String id, Optional<String> ifMatch);
}
