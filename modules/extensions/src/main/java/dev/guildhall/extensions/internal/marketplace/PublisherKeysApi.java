package dev.guildhall.extensions.internal.marketplace;

import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.Concern;
import dev.guildhall.extensions.PublisherKey;
import dev.guildhall.extensions.internal.ExtensionReadings;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;

/** The operations on the keys of publishers. */
public final class PublisherKeysApi implements Api {

    private static final ListFields<PublisherKey> LIST = ListFields.<PublisherKey>named("publisher keys")
            .field("name", text(), PublisherKey::name)
            .field("createdAt", timestamp(), PublisherKey::createdAt)
            .defaultOrder("createdAt")
            .id("fingerprint", text(), PublisherKey::fingerprint);

    private final PublisherKeys keys;

    public PublisherKeysApi(PublisherKeys keys) {
        this.keys = keys;
    }

    private record Addition(String name, PublicKey key) {}

    @Override
    public void bind(Operations operations) {
        operations
                .on("listPublisherKeys", this::list)
                .on("addPublisherKey", BodyReader.of(PublisherKeysApi::addition), this::add)
                .on("revokePublisherKey", this::revoke);
    }

    private static Addition addition(JsonObject body) {
        var text = body.getString("publicKey");
        try {
            return new Addition(body.getString("name"), text == null ? null : ExtensionReadings.trustedKey(text));
        } catch (IllegalArgumentException noKey) {
            throw CommonError.REQUEST_INVALID.onField(
                    "publicKey", "publicKey must be an Ed25519 public key in Base64, its 32 bytes or its X.509 form.");
        }
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var wanted = PageRequest.of(LIST, request);
        return keys.list().map(all -> wanted.select(all).answer(PublisherKeysApi::json));
    }

    private Future<ApiResponse> add(ApiRequest request, Addition addition) {
        return keys.add(request.authentication(), addition.name(), addition.key())
                .map(added -> ApiResponse.created("/api/admin/marketplace/keys/" + added.fingerprint(), json(added)));
    }

    private Future<ApiResponse> revoke(ApiRequest request) {
        return keys.revoke(request.authentication(), request.path("fingerprint"))
                .map(revocation ->
                        ApiResponse.ok(json(revocation.key()).put("concerned", concerned(revocation.concerned()))));
    }

    private static JsonObject json(PublisherKey key) {
        return new JsonObject()
                .put("fingerprint", key.fingerprint())
                .put("name", key.name())
                .put("publicKey", Base64.getEncoder().encodeToString(key.key().getEncoded()))
                .put("addedBy", key.addedBy().map(Object::toString).orElse(null))
                .put("createdAt", key.createdAt().toString())
                .put("revokedAt", key.revokedAt().map(Object::toString).orElse(null));
    }

    static JsonArray concerned(List<Concern> all) {
        var array = new JsonArray();
        all.forEach(one -> array.add(new JsonObject()
                .put("workspaceId", one.workspace().toString())
                .put("extensionKey", one.extensionKey())
                .put("version", one.version())));
        return array;
    }
}
