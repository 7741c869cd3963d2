package dev.guildhall.core.http;

import dev.guildhall.core.digest.Sha256;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** The SHA-256 of what a client asks for: the method, the path with its query, and the body. */
final class RequestHash {

    private RequestHash() {}

    static Future<byte[]> of(ApiRequest call) {
        var digest = Sha256.start();
        var request = call.context().request();
        digest.update(line(request.method() + " " + request.uri()));
        var body = RequestBody.of(call.context());
        digest.update(body == null ? new byte[0] : body.getBytes());
        request.formAttributes().forEach((name, value) -> digest.update(line(name + "=" + value)));
        var files = FormReader.files(call.context());
        return files.isEmpty()
                ? Future.succeededFuture(digest.digest())
                : call.context().vertx().executeBlocking(() -> hash(digest, files), false);
    }

    private static byte[] hash(MessageDigest digest, List<UploadedFile> files) {
        for (var file : files) {
            digest.update(line(file.name() + ":" + file.content().length()));
            digest.update(file.content().getBytes());
        }
        return digest.digest();
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
