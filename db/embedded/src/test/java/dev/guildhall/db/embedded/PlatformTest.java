package dev.guildhall.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, /postgres-linux-x86_64.txz",
        "Linux, aarch64, /postgres-linux-arm_64.txz",
        "Mac OS X, x86_64, /postgres-darwin-x86_64.txz",
        "Mac OS X, aarch64, /postgres-darwin-arm_64.txz",
    })
    void knowsTheArchiveOfEverySupportedMachine(String osName, String osArch, String resource) {
        assertThat(Platform.of(osName, osArch).resource()).isEqualTo(resource);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64", "FreeBSD, amd64"})
    void saysWhatToDoOnAnyOther(String osName, String osArch) {
        assertThatThrownBy(() -> Platform.of(osName, osArch))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining(osName)
                .hasMessageContaining("--database-url");
    }

    @Test
    void recognisesThisMachine() {
        assertThat(Platform.class.getResource(Platform.current().resource())).isNotNull();
    }
}
