package dev.guildhall.archive.internal.erasure;

import dev.guildhall.archive.Erasure;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What an erasure looks for, as it is kept while it is under way. */
final class SealedTraces {

    private final SecretBox secrets;

    SealedTraces(SecretBox secrets) {
        this.secrets = secrets;
    }

    String seal(UUID erasure, Traces traces) {
        return secrets.seal(
                purpose(erasure),
                new JsonObject()
                        .put("addresses", new JsonArray(List.copyOf(traces.addresses())))
                        .put("names", new JsonArray(List.copyOf(traces.names())))
                        .encode());
    }

    Traces open(Erasure erasure, String sealed) {
        var json = new JsonObject(secrets.open(purpose(erasure.id()), sealed));
        return new Traces(erasure.kind(), erasure.subject(), texts(json, "addresses"), texts(json, "names"));
    }

    private static Set<String> texts(JsonObject json, String member) {
        return json.getJsonArray(member).stream().map(String.class::cast).collect(Collectors.toSet());
    }

    private static String purpose(UUID erasure) {
        return "erasure/" + erasure;
    }
}
