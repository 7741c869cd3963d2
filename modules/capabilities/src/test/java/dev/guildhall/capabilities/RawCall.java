package dev.guildhall.capabilities;

import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** A call of a capability by the owner of a workspace, who may read slowly or go away. */
final class RawCall {

    private RawCall() {}

    /** It was sent. */
    static HttpClientRequest of(
            TestBench bench, TestWorkspace place, String capability, JsonObject input, String accepted) {
        var uri = URI.create(place.asOwner().base() + place.path() + "/capabilities/" + capability);
        var request = Await.result(
                bench.vertx().createHttpClient().request(HttpMethod.POST, uri.getPort(), uri.getHost(), uri.getPath()));
        request.putHeader("Authorization", "Bearer " + TestAuthenticator.user(place.owner()))
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept", accepted);
        Await.result(request.end(input.toBuffer()));
        return request;
    }
}
