package dev.guildhall.testkit.passkey;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * An authenticator in software that has one passkey, with what a browser adds to its messages (WebAuthn level 2). It knows
 * nothing of what the product is made of, and lies when it is told to.
 */
public final class SoftwareAuthenticator {

    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int BACKUP_ELIGIBLE = 0x08;
    private static final int ATTESTED = 0x40;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String origin;
    private final PasskeyKey kind;
    private final KeyPair key;
    private final byte[] credentialId;
    private byte[] userHandle;
    private long count;
    private boolean counts = true;

    /** @param origin of the page that asks */
    public SoftwareAuthenticator(String origin) {
        this(origin, PasskeyKey.ES256);
    }

    public SoftwareAuthenticator(String origin, PasskeyKey kind) {
        this(origin, kind, random(32));
    }

    private SoftwareAuthenticator(String origin, PasskeyKey kind, byte[] credentialId) {
        this.origin = origin;
        this.kind = kind;
        this.credentialId = credentialId;
        try {
            this.key = kind.generate();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Another one, which says that its passkey is the one of this. */
    public SoftwareAuthenticator withSameId() {
        return new SoftwareAuthenticator(origin, kind, credentialId);
    }

    /** One whose passkey has a short id. */
    public static SoftwareAuthenticator withIdOf(int bytes, String origin) {
        return new SoftwareAuthenticator(origin, PasskeyKey.ES256, random(bytes));
    }

    /** From now on it says 0, as those do that keep passkeys in several places. */
    public SoftwareAuthenticator withoutCount() {
        counts = false;
        return this;
    }

    public String credentialId() {
        return text(credentialId);
    }

    /** What {@code navigator.credentials.create} and {@code toJSON} make of options. */
    public JsonObject create(JsonObject options) {
        return create(options, Lie.NONE, "none");
    }

    /** @param format of an attestation that says something, though nothing that is true */
    public JsonObject create(JsonObject options, Lie lie, String format) {
        userHandle = bytes(options.getJsonObject("user").getString("id"));
        var clientData = clientData("webauthn.create", options, lie);
        var data = data(options.getJsonObject("rp").getString("id"), ATTESTED, lie);
        data.writeBytes("an authenticator".getBytes(StandardCharsets.UTF_8));
        data.writeBytes(
                ByteBuffer.allocate(2).putShort((short) credentialId.length).array());
        data.writeBytes(credentialId);
        data.writeBytes(kind.cose(key));
        var attestation = new Cbor().map(3).text("fmt").text(format).text("attStmt");
        if (format.equals("none")) {
            attestation.map(0);
        } else {
            attestation.map(2).text("alg").number(-7).text("sig").bytes(random(70));
        }
        attestation.text("authData").bytes(data.toByteArray());
        return credential(new JsonObject()
                .put("clientDataJSON", text(clientData))
                .put("attestationObject", text(attestation.written()))
                .put("transports", JsonArray.of("internal", "hybrid")));
    }

    /** What {@code navigator.credentials.get} and {@code toJSON} make of options. */
    public JsonObject get(JsonObject options) {
        return get(options, Lie.NONE);
    }

    public JsonObject get(JsonObject options, Lie lie) {
        var clientData = clientData("webauthn.get", options, lie);
        var data = data(options.getString("rpId"), 0, lie).toByteArray();
        var signature = signature(data, clientData, lie);
        return credential(new JsonObject()
                .put("clientDataJSON", text(clientData))
                .put("authenticatorData", text(data))
                .put("signature", text(signature))
                .put("userHandle", text(lie == Lie.OTHER_ACCOUNT ? random(16) : userHandle)));
    }

    private byte[] clientData(String type, JsonObject options, Lie lie) {
        return new JsonObject()
                .put("type", lie == Lie.OTHER_TYPE ? "payment.get" : type)
                .put("challenge", lie == Lie.OTHER_CHALLENGE ? text(random(32)) : options.getString("challenge"))
                .put("origin", lie == Lie.OTHER_ORIGIN ? "https://evil.example" : origin)
                .put("crossOrigin", lie == Lie.CROSS_ORIGIN)
                .toBuffer()
                .getBytes();
    }

    private ByteArrayOutputStream data(String host, int flags, Lie lie) {
        var all = flags | PRESENT | VERIFIED;
        all = switch (lie) {
            case USER_NOT_VERIFIED -> all & ~VERIFIED;
            case USER_NOT_PRESENT -> all & ~PRESENT;
            case OTHER_BACKUP -> all | BACKUP_ELIGIBLE;
            default -> all;
        };
        if (counts) {
            count++;
        }
        var said = lie == Lie.COUNT_GONE_BACK ? 1 : (int) count;
        var data = new ByteArrayOutputStream();
        data.writeBytes(sha256((lie == Lie.OTHER_HOST ? "evil.example" : host).getBytes(StandardCharsets.UTF_8)));
        data.write(all);
        data.writeBytes(ByteBuffer.allocate(4).putInt(said).array());
        return data;
    }

    private byte[] signature(byte[] data, byte[] clientData, Lie lie) {
        var signed = ByteBuffer.allocate(data.length + 32).put(data).put(sha256(clientData));
        try {
            var signature = kind.sign(lie == Lie.OTHER_KEY ? kind.generate() : key, signed.array());
            if (lie == Lie.CHANGED_SIGNATURE) {
                signature[signature.length - 1] ^= 1;
            }
            return signature;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private JsonObject credential(JsonObject response) {
        return new JsonObject()
                .put("id", text(credentialId))
                .put("rawId", text(credentialId))
                .put("type", "public-key")
                .put("authenticatorAttachment", "platform")
                .put("clientExtensionResults", new JsonObject())
                .put("response", response);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
