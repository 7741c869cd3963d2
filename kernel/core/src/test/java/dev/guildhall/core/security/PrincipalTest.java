package dev.guildhall.core.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication.Credential;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {

    private static final UUID ID = UUID.fromString("018f0000-0000-7000-8000-00000000000a");
    private static final Set<PlatformRole> ALL_ROLES = Set.of(PlatformRole.values());

    @Test
    void isKnownByItsText() {
        var texts = Map.of(
                new Principal.User(new UserId(ID)),
                "user:" + ID,
                new Principal.App(new AppId(ID)),
                "app:" + ID,
                new Principal.ServiceAccount(ID),
                "service-account:" + ID,
                new Principal.Extension("crm"),
                "extension:crm",
                Principal.SYSTEM,
                "system",
                Principal.ANONYMOUS,
                "anonymous");

        assertThat(texts).allSatisfy((principal, text) -> {
            assertThat(principal.text()).isEqualTo(text);
            assertThat(Principal.parse(text)).isEqualTo(principal);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "root",
                "user",
                "user:",
                "user:ada",
                "extension",
                "system:1",
                "group:018f0000-0000-7000-8000-00000000000a"
            })
    void whomThisReleaseDoesNotKnowIsKeptAsWritten(String text) {
        assertThat(Principal.parse(text)).isEqualTo(new Principal.Unknown(text));
        assertThat(Principal.parse(text).text()).isEqualTo(text);
    }

    @Test
    void onlyAUserIsOne() {
        var user = new UserId(ID);

        assertThat(new Authentication(user, "ada@acme.example", ALL_ROLES, credential(null)).user())
                .isEqualTo(user);
        assertThatThrownBy(Authentication.SYSTEM::user).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Authentication.extension("crm").user()).isInstanceOf(Problem.class);
    }

    @Test
    void anAdministratorsCredentialThatIsBoundToATenantIsNoneOfThePlatform() {
        assertThat(administrator(credential(null)).isPlatformAdmin()).isTrue();
        assertThat(administrator(credential(new OrganizationId(ID))).isPlatformAdmin())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(PlatformRole.class)
    void whoPresentedNothingMayDoNothing(PlatformRole role) {
        var without = new Authentication(new UserId(ID), null, Set.of(role), Credential.NONE);

        assertThat(without.isPlatformAdmin()).isFalse();
        assertThat(without.credential().scopes()).contains(Scopes.of(Set.of()));
    }

    private static Authentication administrator(Credential credential) {
        return new Authentication(new UserId(ID), "root@acme.example", ALL_ROLES, credential);
    }

    private static Credential credential(OrganizationId bound) {
        return new Credential(
                Credential.Kind.ACCESS_TOKEN, ID, Optional.empty(), Optional.ofNullable(bound), Instant.MAX);
    }
}
