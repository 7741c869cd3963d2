package dev.guildhall.launcher;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** An artifact with something else in its manifest. */
final class Repacked {

    private Repacked() {}

    static byte[] inVersion(String version, byte[] artifact) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var in = new ZipInputStream(new ByteArrayInputStream(artifact));
                var out = new ZipOutputStream(packed)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                var content = in.readAllBytes();
                out.write(
                        entry.getName().equals("extension.json")
                                ? new JsonObject(Buffer.buffer(content))
                                        .put("version", version)
                                        .toBuffer()
                                        .getBytes()
                                : content);
                out.closeEntry();
            }
        }
        return packed.toByteArray();
    }
}
