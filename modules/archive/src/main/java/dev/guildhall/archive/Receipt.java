package dev.guildhall.archive;

import dev.guildhall.archive.internal.ArchiveKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.ArtifactSignature;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Base64;

/**
 * A statement of the server that something was erased, signed with the key that it signs archives with. It is a DSSE
 * envelope (https://github.com/secure-systems-lab/dsse), whose payload is a JSON object.
 *
 * @param statement the text that is signed
 * @param key the public key in Base64, as an export shows it
 */
public record Receipt(String statement, String key, byte[] signature) {

    public static final String TYPE = "application/vnd.guildhall.erasure+json";

    /** Reads an envelope. Fails with {@code RECEIPT.UNREADABLE}, and with {@code RECEIPT.CHANGED} when it was not signed so. */
    public static Receipt verified(String envelope) {
        var receipt = read(envelope);
        if (!ArtifactSignature.isBy(receipt.publicKey(), signed(receipt.statement()), receipt.signature())) {
            throw ArchiveError.RECEIPT_CHANGED.because(
                    "The receipt is not as it was signed, or was signed with another key than it names.");
        }
        return receipt;
    }

    private static Receipt read(String envelope) {
        try {
            return of(new JsonObject(envelope));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException malformed) {
            throw ArchiveError.RECEIPT_UNREADABLE.because("This is no receipt of an erasure.");
        }
    }

    /** One that was kept. */
    public static Receipt of(JsonObject envelope) {
        if (!TYPE.equals(envelope.getString("payloadType"))) {
            throw new IllegalArgumentException("It has another type");
        }
        var by = envelope.getJsonArray("signatures").getJsonObject(0);
        var decoder = Base64.getDecoder();
        var receipt = new Receipt(
                new String(decoder.decode(envelope.getString("payload")), StandardCharsets.UTF_8),
                by.getString("keyid"),
                decoder.decode(by.getString("sig")));
        receipt.publicKey();
        receipt.says();
        return receipt;
    }

    /** The bytes of which the signature is: the pre-authentication encoding of DSSE, of use for nothing else. */
    public static byte[] signed(String statement) {
        var length = statement.getBytes(StandardCharsets.UTF_8).length;
        return ("DSSEv1 " + TYPE.length() + " " + TYPE + " " + length + " " + statement)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The key, in Base64, of the receipts of a server. */
    public static String keyOf(SecretBox secrets) {
        return ArchiveKey.of(secrets).text();
    }

    public PublicKey publicKey() {
        return ArtifactSignature.publicKey(key);
    }

    public JsonObject says() {
        return new JsonObject(statement);
    }

    public JsonObject toJson() {
        var encoder = Base64.getEncoder();
        return new JsonObject()
                .put("payloadType", TYPE)
                .put("payload", encoder.encodeToString(statement.getBytes(StandardCharsets.UTF_8)))
                .put(
                        "signatures",
                        new JsonArray()
                                .add(new JsonObject().put("keyid", key).put("sig", encoder.encodeToString(signature))));
    }
}
