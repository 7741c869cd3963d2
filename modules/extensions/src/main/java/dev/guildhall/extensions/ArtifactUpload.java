package dev.guildhall.extensions;

import java.util.Optional;

/**
 * An extension on its way into the catalogue.
 *
 * @param artifact its jar
 * @param signature its publisher's Ed25519 signature over these bytes, if they sign
 */
public record ArtifactUpload(byte[] artifact, Optional<byte[]> signature) {}
