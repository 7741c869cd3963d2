package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.UploadedFile;
import dev.guildhall.extensions.ArtifactSignature;
import dev.guildhall.extensions.ArtifactUpload;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the parts of a multipart upload: an artifact and, if its publisher signs, an Ed25519 signature over its bytes. */
final class ArtifactForm {

    private static final String ARTIFACT = "artifact";
    private static final String SIGNATURE = "signature";

    // The signature itself, or its Base64 with line ends.
    private static final int MAX_SIGNATURE_FILE = 200;

    private ArtifactForm() {}

    /** Reads the parts of a form; fails naming the part that is missing or not wanted. */
    static ArtifactUpload read(ApiRequest request) {
        requireOnlyKnown(request);
        var artifact = file(request, ARTIFACT).orElseThrow(ArtifactForm::missing);
        if (artifact.length() == 0) {
            throw CommonError.REQUEST_INVALID.onField(ARTIFACT, "The artifact is empty.");
        }
        return new ArtifactUpload(artifact.getBytes(), signature(request));
    }

    private static Optional<byte[]> signature(ApiRequest request) {
        return request.formField(SIGNATURE)
                .map(ArtifactForm::decoded)
                .or(() -> file(request, SIGNATURE).map(ArtifactForm::signature));
    }

    private static byte[] signature(Buffer file) {
        if (file.length() > MAX_SIGNATURE_FILE) {
            throw notASignature();
        }
        return signature(file.getBytes());
    }

    private static byte[] signature(byte[] content) {
        return content.length == ArtifactSignature.BYTES
                ? content
                : decoded(new String(content, StandardCharsets.ISO_8859_1));
    }

    private static byte[] decoded(String base64) {
        try {
            var signature = Base64.getMimeDecoder().decode(base64);
            if (signature.length == ArtifactSignature.BYTES) {
                return signature;
            }
        } catch (IllegalArgumentException malformed) {
            throw notASignature();
        }
        throw notASignature();
    }

    private static void requireOnlyKnown(ApiRequest request) {
        var parts = new TreeSet<>(request.formFields());
        request.files().forEach(file -> parts.add(file.name()));
        parts.removeAll(Set.of(ARTIFACT, SIGNATURE));
        if (!parts.isEmpty()) {
            throw CommonError.REQUEST_INVALID.onField(
                    parts.first(),
                    "There is no part " + parts.first() + "; send artifact and, if you sign, signature.");
        }
    }

    private static Optional<Buffer> file(ApiRequest request, String part) {
        var files = request.files().stream()
                .filter(file -> part.equals(file.name()))
                .toList();
        if (files.size() > 1) {
            throw CommonError.REQUEST_INVALID.onField(part, "Send the part " + part + " once.");
        }
        return files.stream().findFirst().map(UploadedFile::content);
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
