package dev.guildhall.archive.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.ArtifactSignature;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ArchiveKeyTest {

    private static ArchiveKey of(int master) {
        var bytes = new byte[32];
        bytes[0] = (byte) master;
        return ArchiveKey.of(
                new SecretBox(MasterKey.of(new Secret(Base64.getEncoder().encodeToString(bytes)))));
    }

    @Test
    void aMasterKeyHasAlwaysTheSameKeyAndAnotherAnother() {
        assertThat(of(1).text()).isEqualTo(of(1).text()).isNotEqualTo(of(2).text());
        assertThat(of(1).is(ArtifactSignature.publicKey(of(1).text()))).isTrue();
    }

    @Test
    void whatTheSecretPartSignsThePublishedPartVerifies() throws Exception {
        var content = new byte[] {1, 2, 3};

        var signature = ArtifactSignature.sign(of(1).secret(), content);

        assertThat(ArtifactSignature.isBy(of(1).published(), content, signature))
                .isTrue();
        assertThat(ArtifactSignature.isBy(of(2).published(), content, signature))
                .isFalse();
    }
}
