package dev.guildhall.launcher;

import dev.guildhall.core.error.Problem;
import dev.guildhall.extensions.ArtifactCheck;
import dev.guildhall.extensions.ArtifactSignature;
import dev.guildhall.extensions.ExtensionsModule;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ArtifactFolder;
import dev.guildhall.host.ExtensionManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/** What the authors of extensions do with their artifacts, without a server and its settings. */
final class AuthorTools {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final PrintWriter out;

    /** What was asked for is not so, or cannot be. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    AuthorTools(PrintWriter out) {
        this.out = out;
    }

    /** Makes the project of a new extension. */
    void begin(String key, Path folder) throws IOException, Refused {
        try {
            new NewExtension(key, AuthorRepository.ofProgram()).write(folder);
        } catch (Problem unfit) {
            throw new Refused("no extension can be called " + key + ": " + unfit.getMessage());
        }
        out.println(
                "The extension " + key + " is in " + folder + ". Build and test it there with mvn package; see it work"
                        + " with guildhall dev --extension " + folder + ".");
        out.flush();
    }

    /** Makes a key: the private one in the file, for its owner's eyes, and the public one beside it. */
    void keygen(Path keyFile) throws IOException, GeneralSecurityException, Refused {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var publicFile = beside(keyFile, ".pub");
        for (var file : Set.of(keyFile, publicFile)) {
            if (Files.exists(file)) {
                throw new Refused(file + " is there already; a key is not written over");
            }
        }
        var text = BEGIN + "\n" + base64(pair.getPrivate().getEncoded()) + "\n" + END + "\n";
        try {
            Files.createFile(
                    keyFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException noPosix) {
            Files.createFile(keyFile);
        }
        Files.writeString(keyFile, text, StandardOpenOption.TRUNCATE_EXISTING);
        Files.writeString(publicFile, base64(pair.getPublic().getEncoded()) + "\n");
        out.println("The private key is in " + keyFile + ", the public key in " + publicFile + "; its fingerprint is "
                + ArtifactSignature.fingerprint(pair.getPublic()) + ".");
        out.flush();
    }

    /** Signs an artifact into a file beside it. */
    void sign(Path artifact, Path keyFile) throws IOException, GeneralSecurityException, Refused {
        var signature = ArtifactSignature.sign(privateKey(keyFile), Files.readAllBytes(artifact));
        var file = beside(artifact, ".sig");
        Files.writeString(file, base64(signature) + "\n");
        out.println("The signature is in " + file + ".");
        out.flush();
    }

    /** Fails unless the file beside the artifact has a signature that the key has made over it. */
    void verify(Path artifact, Path publicKeyFile) throws IOException, Refused {
        var key = publicKey(publicKeyFile);
        var signature = signature(beside(artifact, ".sig"));
        if (!ArtifactSignature.isBy(key, Files.readAllBytes(artifact), signature)) {
            throw new Refused(beside(artifact, ".sig") + " has no signature that " + ArtifactSignature.fingerprint(key)
                    + " made over " + artifact);
        }
        out.println(artifact + " is signed by " + ArtifactSignature.fingerprint(key) + ".");
        out.flush();
    }

    /** Packs a folder, the same files into the same bytes wherever and whenever that is done. */
    void pack(Path folder, Path artifact) throws IOException, Refused {
        if (!Files.isRegularFile(folder.resolve(ExtensionManifest.FILE))) {
            throw new Refused(folder + " has no " + ExtensionManifest.FILE);
        }
        if (artifact.toAbsolutePath().startsWith(folder.toAbsolutePath())) {
            throw new Refused(artifact + " would be a part of itself: write it outside of " + folder);
        }
        Files.write(artifact, ArtifactFolder.packed(folder));
        out.println("Packed " + artifact + ".");
        out.flush();
    }

    /** Tells everything that an upload would refuse; fails when there is any. */
    void validate(Path artifact) throws IOException, Refused {
        try {
            var archive = ArtifactCheck.read(
                    Files.readAllBytes(artifact), ArchiveRules.forPlatform(ExtensionsModule.PLATFORM));
            if (!archive.migrations().isEmpty()) {
                MigrationScratch.run(archive);
            }
            out.println(archive.manifest().label() + " is good: "
                    + archive.migrations().size() + " migrations, "
                    + archive.manifest().provides().size() + " capabilities, SHA-256 " + archive.sha256() + ".");
        } catch (Problem refused) {
            refused.details().forEach(fault -> out.println(fault.field() + ": " + fault.message()));
            throw new Refused(artifact + " would be refused: " + refused.getMessage());
        } finally {
            out.flush();
        }
    }

    private static PublicKey publicKey(Path file) throws IOException, Refused {
        try {
            return ArtifactSignature.publicKey(
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip());
        } catch (IllegalArgumentException noKey) {
            throw new Refused(file + " is no Ed25519 public key in Base64");
        }
    }

    private static byte[] signature(Path file) throws IOException, Refused {
        try {
            return Base64.getMimeDecoder().decode(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException noSignature) {
            throw new Refused(file + " is no signature in Base64");
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, Refused {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1)
                .replace(BEGIN, "")
                .replace(END, "");
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            throw new Refused(file + " is no Ed25519 private key as guildhall extension keygen writes it");
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
