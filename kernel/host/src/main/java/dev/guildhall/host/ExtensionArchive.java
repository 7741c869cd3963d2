package dev.guildhall.host;

import dev.guildhall.core.digest.Sha256;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** An artifact that was read and found good: the bytes, and what the rest of the product needs to know of them. */
public final class ExtensionArchive {

    private final byte[] bytes;
    private final String sha256;
    private final JsonObject manifestJson;
    private final ExtensionManifest manifest;
    private final List<Migration> migrations;

    ExtensionArchive(byte[] bytes, JsonObject manifestJson, ExtensionManifest manifest, List<Migration> migrations) {
        this.bytes = bytes;
        this.sha256 = Sha256.hex(bytes);
        this.manifestJson = manifestJson;
        this.manifest = manifest;
        this.migrations = List.copyOf(migrations);
    }

    /**
     * Reads an uploaded artifact. Throws a {@link dev.guildhall.core.error.Problem} with a code of
     * {@link ExtensionArchiveError} when it is refused. Blocks: it unpacks everything to see that it can be unpacked.
     */
    public static ExtensionArchive read(byte[] bytes, ArchiveRules rules) {
        return new ArchiveReader(rules).read(bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /** The digest of the bytes, in lower-case hexadecimal. */
    public String sha256() {
        return sha256;
    }

    public ExtensionManifest manifest() {
        return manifest;
    }

    /** The manifest as it was written, for {@link ExtensionManifest#parse} to read again. */
    public JsonObject manifestJson() {
        return manifestJson.copy();
    }

    /** In the order of their versions: 1, 2, 3, … */
    public List<Migration> migrations() {
        return migrations;
    }
}
