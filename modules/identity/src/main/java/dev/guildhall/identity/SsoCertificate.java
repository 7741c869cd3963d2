package dev.guildhall.identity;

import dev.guildhall.core.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A certificate with which an identity provider signs. */
public record SsoCertificate(X509Certificate x509) {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final Pattern BLOCKS =
            Pattern.compile("(?:\\s*+" + BEGIN + "([A-Za-z0-9+/=\\s]++)" + END + ")++\\s*+");
    private static final Pattern BLOCK = Pattern.compile(BEGIN + "([A-Za-z0-9+/=\\s]++)" + END);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** The certificates of a PEM text, of which there is at least one; empty when it is anything else. */
    static Optional<List<SsoCertificate>> parse(String pem) {
        if (!BLOCKS.matcher(pem).matches()) {
            return Optional.empty();
        }
        var found = new ArrayList<SsoCertificate>();
        var blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            try {
                found.add(certificate(Base64.getMimeDecoder().decode(blocks.group(1))));
            } catch (CertificateException | RuntimeException malformed) {
                // The parser is not written for what strangers send: it has other failures beside its own.
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(found));
    }

    /** The certificate whose bytes these are, in base64; empty when it is none. */
    public static Optional<SsoCertificate> ofBase64(String encoded) {
        return parse(BEGIN + encoded + END).map(found -> found.get(0));
    }

    /** The certificates of a text that {@link #pem} wrote. */
    public static List<SsoCertificate> stored(String pem) {
        return parse(pem).orElseThrow();
    }

    private static SsoCertificate certificate(byte[] der) throws CertificateException {
        var parsed = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        return new SsoCertificate((X509Certificate) parsed);
    }

    /** All of them as one text, each as it would be written by itself. */
    public static String pem(List<SsoCertificate> certificates) {
        return certificates.stream()
                .map(certificate -> BEGIN + "\n"
                        + new String(LINES.encode(certificate.der()), StandardCharsets.US_ASCII) + "\n" + END + "\n")
                .collect(Collectors.joining());
    }

    public String subject() {
        return x509.getSubjectX500Principal().getName();
    }

    /** The SHA-256 of the certificate, as identity providers show it: {@code 3F:8A:…}. */
    public String fingerprint() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(Sha256.of(der()));
    }

    public Instant validFrom() {
        return x509.getNotBefore().toInstant();
    }

    public Instant expiresAt() {
        return x509.getNotAfter().toInstant();
    }

    boolean isExpired(Instant now) {
        return now.isAfter(expiresAt());
    }

    public boolean isValid(Instant now) {
        return !now.isBefore(validFrom()) && !isExpired(now);
    }

    private byte[] der() {
        try {
            return x509.getEncoded();
        } catch (CertificateEncodingException itWasParsedFromThat) {
            throw new IllegalStateException(itWasParsedFromThat);
        }
    }
}
