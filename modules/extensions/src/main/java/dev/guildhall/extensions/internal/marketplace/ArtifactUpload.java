package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parts of a multipart upload: an artifact and, if its publisher signs, an Ed25519 signature over its bytes. */
record ArtifactUpload(byte[] artifact, Optional<byte[]> signature) {

    private static final String ARTIFACT = "artifact";
    private static final String SIGNATURE = "signature";

    // The signature itself, or its Base64 with line ends.
    private static final int MAX_SIGNATURE_FILE = 200;

    /** Reads the parts of a request whose body has arrived; fails naming the part that is missing or not wanted. */
    static Future<ArtifactUpload> read(Vertx vertx, RoutingContext context) {
        requireOnlyKnown(context);
        var artifact = file(context, ARTIFACT).orElseThrow(ArtifactUpload::missing);
        if (artifact.size() == 0) {
            throw CommonError.REQUEST_INVALID.onField(ARTIFACT, "The artifact is empty.");
        }
        return bytes(vertx, artifact)
                .compose(content ->
                        signature(vertx, context).map(signature -> new ArtifactUpload(content.getBytes(), signature)));
    }

    private static Future<Optional<byte[]>> signature(Vertx vertx, RoutingContext context) {
        var attribute = context.request().getFormAttribute(SIGNATURE);
        if (attribute != null) {
            return Future.succeededFuture(Optional.of(decoded(attribute)));
        }
        return file(context, SIGNATURE)
                .map(file -> file.size() > MAX_SIGNATURE_FILE
                        ? notASignature().<Optional<byte[]>>asFuture()
                        : bytes(vertx, file).map(content -> Optional.of(signature(content.getBytes()))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private static byte[] signature(byte[] content) {
        return content.length == Signatures.BYTES ? content : decoded(new String(content, StandardCharsets.ISO_8859_1));
    }

    private static byte[] decoded(String base64) {
        try {
            var signature = Base64.getMimeDecoder().decode(base64);
            if (signature.length == Signatures.BYTES) {
                return signature;
            }
        } catch (IllegalArgumentException malformed) {
            throw notASignature();
        }
        throw notASignature();
    }

    private static void requireOnlyKnown(RoutingContext context) {
        var known = Set.of(ARTIFACT, SIGNATURE);
        var parts = new TreeSet<String>(context.request().formAttributes().names());
        context.fileUploads().forEach(file -> parts.add(file.name()));
        parts.removeAll(known);
        if (!parts.isEmpty()) {
            throw CommonError.REQUEST_INVALID.onField(
                    parts.first(),
                    "There is no part " + parts.first() + "; send artifact and, if you sign, signature.");
        }
    }

    private static Optional<FileUpload> file(RoutingContext context, String part) {
        var files = context.fileUploads().stream()
                .filter(file -> part.equals(file.name()))
                .toList();
        if (files.size() > 1) {
            throw CommonError.REQUEST_INVALID.onField(part, "Send the part " + part + " once.");
        }
        return files.stream().findFirst();
    }

    private static Future<Buffer> bytes(Vertx vertx, FileUpload file) {
        return vertx.fileSystem().readFile(file.uploadedFileName());
    }

    private static Problem missing() {
        return CommonError.REQUEST_INVALID.onField(
                ARTIFACT, "The part artifact is missing: send the extension's jar as a file of that name.");
    }

    private static Problem notASignature() {
        return CommonError.REQUEST_INVALID.onField(
                SIGNATURE, "signature must be the 64 bytes of an Ed25519 signature, as a file or as Base64.");
    }
}
