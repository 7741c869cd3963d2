package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Setting;
import dev.guildhall.extensions.ExtensionSettings;
import dev.guildhall.extensions.SignaturePolicy;
import dev.guildhall.extensions.WithoutExtensions;
import dev.guildhall.identity.IdentityModule;
import dev.guildhall.mail.MailModule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuildhallTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String DATABASE = "postgresql://ada:s3cr3t@db.example:5432/guild?sslmode=require";

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Configuration served;
    private String disabled;
    private Configuration shown;
    private DevCommand.Work developed;
    private final FakeArchives archives = new FakeArchives();
    private final FakeOperator operator = new FakeOperator();
    private String in = "";

    @TempDir
    private Path directory;

    @Test
    void servesWithDefaultsWhenNothingIsSet() {
        assertThat(run("serve")).isZero();

        assertThat(served.http().port()).isEqualTo(8080);
        assertThat(served.http().host()).isEqualTo("0.0.0.0");
        assertThat(served.http().managementPort()).isEqualTo(8081);
        assertThat(served.http().managementHost()).isEqualTo("127.0.0.1");
        assertThat(served.http().corsOrigins()).isEmpty();
        assertThat(served.http().requestsPerSecond()).isEmpty();
        assertThat(served.http().maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(served.storage().dataDirectory()).isEqualTo(Path.of("./guildhall-data"));
        assertThat(served.storage().databaseUrl()).isEmpty();
        assertThat(set(IdentityModule.ADMIN_PASSWORD)).isEmpty();
        assertThat(served.allowPrivate()).isFalse();
        assertThat(set(MailModule.SMTP_URL)).isEmpty();
        assertThat(set(MailModule.MAIL_FROM)).isEmpty();
        assertThat(set(ExtensionSettings.SIGNATURES)).contains(SignaturePolicy.OPTIONAL);
        assertThat(served.masterKey()).isEmpty();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void developsOnThisMachineAlone() {
        assertThat(run("dev", "--port", "0", "--extension", "polls", "--extension-config", "polls.json"))
                .isZero();
        assertThat(developed)
                .isEqualTo(new DevCommand.Work(Path.of("polls"), Optional.of(Path.of("polls.json")), false));
        assertThat(run("dev")).isEqualTo(ExitCode.USAGE);
        assertThat(run("serve", "--host", "0.0.0.0")).isZero();

        var guarded = Development.guarded(served, true);

        assertThat(guarded.http().host()).isEqualTo("127.0.0.1");
        assertThat(guarded.settings().get(ExtensionSettings.UNHURRIED)).isTrue();
        assertThat(served.settings().get(ExtensionSettings.UNHURRIED)).isFalse();
        assertThat(run("serve", "--public-url", "https://hall.example.com")).isZero();
        assertThatThrownBy(() -> Development.guarded(served, false)).hasMessageContaining("this machine alone");
        assertThat(run("serve", "--database-url", "postgresql://ada:s@192.0.2.1/guild"))
                .isZero();
        assertThatThrownBy(() -> Development.guarded(served, false)).hasMessageContaining("leads to another");
    }

    @Test
    void isInNoHurryWhileADebuggerMayBeThere() {
        assertThat(run("serve")).isZero();

        assertThat(Development.guarded(served, false).settings().get(ExtensionSettings.UNHURRIED))
                .isFalse();
        assertThat(Development.isDebugged(List.of("-Xmx1g", "-agentlib:jdwp=transport=dt_socket,server=y")))
                .isTrue();
        assertThat(Development.isDebugged(List.of("-Xrunjdwp:transport=dt_socket")))
                .isTrue();
        assertThat(Development.isDebugged(List.of("-agentlib:hprof", "-Xmx1g"))).isFalse();
    }

    @Test
    void demonstratesOnThisMachineAloneWithWebhooksToIt() {
        assertThat(run("serve", "--host", "0.0.0.0", "--management-host", "0.0.0.0"))
                .isZero();

        var demonstrated = new DemoLogin("ada@acme.example", "correct horse").applyTo(served);

        assertThat(demonstrated.http().host()).isEqualTo("127.0.0.1");
        assertThat(demonstrated.http().managementHost()).isEqualTo("127.0.0.1");
        assertThat(demonstrated.allowPrivate()).isTrue();
        assertThat(demonstrated.settings().get(IdentityModule.ADMIN_EMAIL)).isEqualTo("ada@acme.example");
        assertThat(served.allowPrivate()).isFalse();
    }

    @Test
    void looksForThePortsOfThisMachineBeforeItDemonstratesAnything() throws IOException {
        var data = directory.resolve("data");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("serve", "--host=0.0.0.0", "--port=" + taken.getLocalPort(), "--data-dir=" + data))
                    .isZero();
            var said = new PrintWriter(out);

            assertThatThrownBy(() -> Demo.serve(served, new Serving(said), said))
                    .hasMessageContaining("cannot listen on 127.0.0.1, port " + taken.getLocalPort());
        }
        assertThat(data).doesNotExist();
    }

    private <T> Optional<T> set(Setting<T> setting) {
        return served.settings().find(setting);
    }

    @Test
    void showsWithTheSameSettings() {
        assertThat(run("demo", "--port", "0")).isZero();

        assertThat(shown.http().port()).isZero();
        assertThat(served).isNull();
    }

    @Test
    void takesSettingsBeforeTheCommandToo() {
        assertThat(run("--port", "4", "--webhook-allow-private", "serve", "--host=::1"))
                .as(err.toString())
                .isZero();

        assertThat(served.http().port()).isEqualTo(4);
        assertThat(served.http().host()).isEqualTo("::1");
        assertThat(served.allowPrivate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --port 4 serve --port 5        | --port is given twice; leave one of them out
        --port abc serve               | --port is 'abc' on the command line; give a whole number
        --port 4 extension new polls   | --port is of no use to new
        --port 4 version               | --port is of no use to version
        """)
    void refusesWhatIsWrongBeforeTheCommand(String arguments, String reason) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertRefused(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GUILDHALL_PROT         | there is no variable GUILDHALL_PROT; did you mean GUILDHALL_PORT?
        GUILDHALL_DATABASEURL  | there is no variable GUILDHALL_DATABASEURL; did you mean GUILDHALL_DATABASE_URL?
        GUILDHALL_ADMIN_PASS   | there is no variable GUILDHALL_ADMIN_PASS; did you mean GUILDHALL_ADMIN_PASSWORD?
        GUILDHALL_PORT_FILE    | there is no variable GUILDHALL_PORT_FILE, for only secrets are read from a file of their own; give GUILDHALL_PORT
        """)
    void namesTheVariableThatWasMeant(String variable, String reason) {
        environment.put(variable, "1");

        assertThat(run("serve")).isEqualTo(2);

        assertRefused(reason);
        assertThat(run("--help")).isZero();
    }

    @Test
    void leavesVariablesAloneThatAreOfOthers() {
        environment.put("GUILDHALL_SERVICE_HOST", "10.0.0.1");
        environment.put("GUILDHALL_PORT_8080_TCP_ADDR", "10.0.0.1");
        environment.put("GUILDHALL_LOG_LEVEL", "DEBUG");

        assertThat(run("serve")).as(err.toString()).isZero();
    }

    @Test
    void takesSecretsFromFilesThatVariablesName() throws IOException {
        environment.put(
                "GUILDHALL_ADMIN_PASSWORD_FILE", file(" correct horse \n").toString());

        assertThat(run("serve")).as(err.toString()).isZero();

        assertThat(set(IdentityModule.ADMIN_PASSWORD)).contains(new Secret(" correct horse "));
    }

    @Test
    void namesTheVariableOfAFileThatIsWrong() throws IOException {
        environment.put("GUILDHALL_SECRET_KEY_FILE", file("c2hvcnQ=").toString());
        assertThat(run("serve")).isEqualTo(2);
        assertRefused("--secret-key is not valid in the file that GUILDHALL_SECRET_KEY_FILE names; give 32 bytes");
        err.getBuffer().setLength(0);

        environment.put("GUILDHALL_SECRET_KEY", KEY);
        assertThat(run("serve")).isEqualTo(2);
        assertRefused("both GUILDHALL_SECRET_KEY and GUILDHALL_SECRET_KEY_FILE are set; leave one of them out");
        err.getBuffer().setLength(0);

        environment.remove("GUILDHALL_SECRET_KEY");
        environment.put("GUILDHALL_SECRET_KEY_FILE", "/nowhere/key");
        assertThat(run("serve")).isEqualTo(2);
        assertRefused("the file /nowhere/key that GUILDHALL_SECRET_KEY_FILE names cannot be read: it does not exist");
    }

    @Test
    void tellsWhatItWasBuiltFrom() {
        environment.put("GUILDHALL_CONFIG", "/nowhere/guildhall.yaml");

        assertThat(run("version")).isZero();

        assertThat(out.toString()).startsWith("guildhall ").contains("\njava " + Runtime.version());
    }

    @Test
    void checksWithALineForEachThing() {
        assertThat(run("check")).isEqualTo(1);

        assertThat(out.toString()).isEqualTo("""
                ok    settings    each is as it must be
                FAIL  disk        0.1 GiB free; make room
                """);
    }

    @Test
    void migratesAndEnds() {
        assertThat(run("migrate")).isZero();

        assertThat(out.toString()).isEqualTo("The database is at 7: 3 migrations were run.\n");
    }

    @Test
    void rotatesTheMasterKeyAndSaysWhereItIs() {
        assertThat(run("rotate-master-key")).isZero();
        assertThat(out.toString()).startsWith("12 secrets are sealed").contains("in master.key. The former one stays");
        out.getBuffer().setLength(0);

        assertThat(run("rotate-master-key", "--secret-key=" + KEY)).isZero();
        assertThat(out.toString()).contains("Give every node its content", "external services");
    }

    @Test
    void resetsAPasswordToOneThatIsMadeUpOrRead() {
        assertThat(run("reset-password", "ada@acme.example")).isZero();
        assertThat(operator.password).hasSize(20);
        assertThat(out.toString())
                .isEqualTo("The password of ada@acme.example is another one, and all their sessions have ended."
                        + " It is shown once:\n" + operator.password + "\n");
        out.getBuffer().setLength(0);

        in = "correct horse\nbattery";
        assertThat(run("reset-password", "ada@acme.example", "--stdin")).isZero();
        assertThat(operator.password).isEqualTo("correct horse");
        assertThat(out.toString()).doesNotContain("horse");

        in = "";
        assertThat(run("reset-password", "ada@acme.example", "--stdin")).isEqualTo(2);
        assertThat(err.toString()).contains("finds no password on the standard input");
    }

    @Test
    void prefersFlagsToTheEnvironmentAndThatToTheFile() throws IOException {
        var file = file("port: 1\nhost: file.example\nmanagement-port: 2\nrate-limit: 5\n");
        environment.put("GUILDHALL_PORT", "3");
        environment.put("GUILDHALL_HOST", "environment.example");
        environment.put("GUILDHALL_RATE_LIMIT", " ");

        assertThat(run("serve", "--config", file.toString(), "--port", "4")).isZero();

        assertThat(served.http().port()).isEqualTo(4);
        assertThat(served.http().host()).isEqualTo("environment.example");
        assertThat(served.http().managementPort()).isEqualTo(2);
        assertThat(served.http().requestsPerSecond()).isEqualTo(OptionalInt.of(5));
    }

    @Test
    void prefersAFlagToAWrongValueElsewhere() {
        environment.put("GUILDHALL_PORT", "tcp://10.0.0.1:8080");

        assertThat(run("serve", "--port", "4")).isZero();

        assertThat(served.http().port()).isEqualTo(4);
    }

    @Test
    void findsTheFileByTheEnvironmentToo() throws IOException {
        environment.put("GUILDHALL_CONFIG", file("port: 17\n").toString());

        assertThat(run("serve")).isZero();

        assertThat(served.http().port()).isEqualTo(17);
    }

    @Test
    void takesEverySettingFromAFileAsItIsWritten() throws IOException {
        var file = file("""
            # all of them
            host: "::1"
            port: 08080
            management-host: 127.0.0.1
            management-port: 9
            data-dir: /var/lib/guildhall
            database-url: %s
            secret-key: %s
            admin-email: ada@acme.example
            admin-password: 0123456789
            public-url: https://guildhall.acme.example/
            cors-origins: [https://app.acme.example, "http://LOCALHOST:3000"]
            rate-limit: 100
            max-body: 512k
            max-upload: 1G
            webhook-allow-private: yes
            smtp-url: smtp://ada:p%%40ss@mail.acme.example?starttls=required
            mail-from: Acme <no-reply@acme.example>
            extension-signatures: REQUIRED
            extension-trusted-keys:
              - %s
              - MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            """.formatted(DATABASE, KEY, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
                .replace("yes", "true"));

        assertThat(run("serve", "--config=" + file)).as(err.toString()).isZero();

        assertThat(served.http().host()).isEqualTo("::1");
        assertThat(served.http().port()).isEqualTo(8080);
        assertThat(served.http().publicUrl()).contains(URI.create("https://guildhall.acme.example"));
        assertThat(served.http().corsOrigins()).containsExactly("https://app.acme.example", "http://localhost:3000");
        assertThat(served.http().maxBodyBytes()).isEqualTo(512 * 1024);
        assertThat(served.http().maxUploadBytes()).isEqualTo(1 << 30);
        assertThat(served.storage().databaseUrl()).contains(new Secret(DATABASE));
        assertThat(set(IdentityModule.ADMIN_EMAIL)).contains("ada@acme.example");
        assertThat(set(IdentityModule.ADMIN_PASSWORD)).contains(new Secret("0123456789"));
        assertThat(served.allowPrivate()).isTrue();
        assertThat(set(MailModule.SMTP_URL).orElseThrow().host()).isEqualTo("mail.acme.example");
        assertThat(set(MailModule.MAIL_FROM)).contains("Acme <no-reply@acme.example>");
        assertThat(set(ExtensionSettings.SIGNATURES)).contains(SignaturePolicy.REQUIRED);
        assertThat(set(ExtensionSettings.TRUSTED_KEYS).orElseThrow()).hasSize(2);
        assertThat(served.masterKey()).contains(new Secret(KEY));
    }

    @Test
    void neverPrintsASecret() {
        environment.put("GUILDHALL_DATABASE_URL", DATABASE);
        environment.put("GUILDHALL_ADMIN_PASSWORD", "correct horse");
        environment.put("GUILDHALL_SECRET_KEY", KEY);
        environment.put("GUILDHALL_SMTP_URL", "smtps://ada:m41l@mail.acme.example");

        assertThat(run("serve")).isZero();
        assertThat(run("serve", "--help")).isZero();

        assertThat(served.toString() + out + err).doesNotContain("s3cr3t", "correct horse", KEY, "m41l");
        assertThat(set(IdentityModule.ADMIN_PASSWORD).orElseThrow().reveal()).isEqualTo("correct horse");
    }

    @Test
    void takesSecretsToTheLetter() {
        environment.put("GUILDHALL_ADMIN_PASSWORD", " ${sys:user.home} %n \\ ");

        assertThat(run("serve")).isZero();
        assertThat(set(IdentityModule.ADMIN_PASSWORD)).contains(new Secret(" ${sys:user.home} %n \\ "));

        assertThat(run("serve", "--admin-password", "@/etc/hosts")).isZero();
        assertThat(set(IdentityModule.ADMIN_PASSWORD)).contains(new Secret("@/etc/hosts"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --port abc                    | --port is 'abc' on the command line; give a whole number from 0 to 65535
        --port 65536                  | --port is '65536' on the command line; give a whole number from 0 to 65535
        --port=                       | --port is '' on the command line; give a whole number
        --port -1                     | --port is '-1' on the command line; give a whole number from 0 to 65535
        --management-port 8080        | --port and --management-port are both 8080; give two different ports
        --host a/b                    | --host is 'a/b' on the command line; give a host name or an IP address
        --rate-limit 0                | --rate-limit is '0' on the command line; give a whole number from 1 to 1000000
        --max-body 1t                 | --max-body is '1t' on the command line; give a size from 1k to 1g
        --max-body 2g                 | --max-body is '2g' on the command line; give a size from 1k to 1g
        --admin-email ada             | --admin-email is 'ada' on the command line; give an email address
        --admin-password short        | --admin-password is not valid on the command line; give a password of 8 to 200
        --secret-key c2hvcnQ=         | --secret-key is not valid on the command line; give 32 bytes in base64
        --database-url jdbc:s3cr3t    | --database-url is not valid on the command line; The database URL does not begin with
        --webhook-allow-private=maybe | --webhook-allow-private is 'maybe' on the command line; give true or false
        --extension-signatures no     | --extension-signatures is 'no' on the command line; give one of optional, warn, required
        --extension-signatures required | --extension-signatures is required, but --extension-trusted-keys names no key
        --extension-trusted-keys AAAA | --extension-trusted-keys is 'AAAA' on the command line; give Ed25519 public keys
        --cluster node                | --cluster is 'node' on the command line; give host:port, such as 10.0.0.7:5701
        --cluster a:5701,b:70000      | --cluster is 'a:5701,b:70000' on the command line; give host:port
        --cluster a:5701              | --cluster and --cluster-name are of no use without each other; give both
        --cluster-name short          | --cluster-name is not valid on the command line; give at least 16 characters
        --cors-origins *              | --cors-origins is '*' on the command line; give origins with commas between
        --cors-origins https://a/b    | --cors-origins is 'https://a/b' on the command line; give origins
        --trusted-proxies proxy.local | --trusted-proxies is 'proxy.local' on the command line; give IP addresses
        --trusted-proxies 10.0.0.0/33 | --trusted-proxies is '10.0.0.0/33' on the command line; give IP addresses
        --public-url ftp://a          | --public-url is 'ftp://a' on the command line; give an http or https URL
        --smtp-url smtp://u:s3cr3t@a/b | --smtp-url is not valid on the command line; the URL has more than a server in it
        --mail-from ada               | --mail-from is 'ada' on the command line; give an address such as
        --public-url https://u:p@a    | --public-url is 'https://u:p@a' on the command line; give an http or https URL
        --prot 1                      | there is no '--prot'; did you mean --port?
        --data_dir=x                  | there is no '--data_dir'; did you mean --data-dir?
        --admin-pass=s3cr3t           | there is no '--admin-pass'; did you mean --admin-password?
        --portal-size 1               | there is no '--portal-size'; --help shows all
        extra                         | there is no 'extra'; --help shows all
        --port                        | Missing required parameter for option '--port' (<port>)
        --port 1 --port 2             | option '--port' (<port>) should be specified only once
        """)
    void refusesAWrongFlagInOneLine(String flags, String reason) {
        assertThat(run(("serve " + flags).split(" "))).isEqualTo(2);

        assertRefused(reason);
    }

    @Test
    void namesTheVariableWhoseValueIsWrong() {
        environment.put("GUILDHALL_PORT", "tcp://10.0.0.1:8080");
        assertThat(run("serve")).isEqualTo(2);
        assertRefused(
                "--port is 'tcp://10.0.0.1:8080' in the environment variable GUILDHALL_PORT; give a whole number");
    }

    @Test
    void namesTheVariableButNotTheSecretThatIsWrong() {
        environment.put("GUILDHALL_DATABASE_URL", "postgresql://:s3cr3t@/guild");
        assertThat(run("serve")).isEqualTo(2);
        assertRefused("--database-url is not valid in the environment variable GUILDHALL_DATABASE_URL; ");
        assertThat(err.toString()).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'port: abc'                | --port is 'abc' in line 1 of FILE; give a whole number from 0 to 65535
        '\nport: [1, 2]'           | --port is '1,2' in line 2 of FILE; give a whole number from 0 to 65535
        'prot: 1'                  | line 1 of FILE has the unknown setting 'prot'; did you mean port?
        'nothing-such: 1'          | line 1 of FILE has the unknown setting 'nothing-such'; there are host, port, management-host
        'config: x'                | line 1 of FILE has the unknown setting 'config'; there are
        'host: a\nport: 1\nport: 2' | line 3 of FILE sets port for the second time
        'port:'                    | line 1 of FILE needs one value for port
        'port: {a: 1}'             | line 1 of FILE needs one value for port
        'cors-origins: [[a]]'      | line 1 of FILE needs one value for cors-origins
        'port'                     | line 1 of FILE must be `name: value`
        '- port: 1'                | line 1 of FILE must be `name: value`
        'port: "1'                 | line 1 of FILE is not valid YAML
        'port: 1\n---\nport: 2'    | line 3 of FILE begins a second document
        """)
    void refusesAWrongFileByItsLine(String content, String reason) throws IOException {
        var file = file(content.translateEscapes());

        assertThat(run("serve", "--config", file.toString())).isEqualTo(2);

        assertRefused(reason.replace("FILE", file.toString()));
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThat(run("serve", "--config", "/nowhere/guildhall.yaml")).isEqualTo(2);
        assertRefused("the configuration file /nowhere/guildhall.yaml does not exist");
    }

    @Test
    void takesAnEmptyFileAsNoSettings() throws IOException {
        assertThat(run("serve", "--config", file("# nothing\n").toString())).isZero();
    }

    @Test
    void refusesToDoNothing() {
        assertThat(run()).isEqualTo(2);
        assertRefused("give a command: serve, demo, dev, check, migrate, reset-password,"
                + " rotate-master-key, export, import, erase, extension, version; guildhall --help explains them");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        assertThat(run("sreve")).isEqualTo(2);
        assertRefused("there is no 'sreve'; did you mean serve?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help", "demo -h"})
    void explainsEverySettingWithItsVariableAndEveryExitCode(String arguments) {
        environment.put("GUILDHALL_CONFIG", "/nowhere/guildhall.yaml");

        assertThat(run(arguments.split(" "))).isZero();

        assertThat(out.toString()).contains("--config=", "GUILDHALL_CONFIG", "Exit codes:", "   2   ");
        for (var setting : ServerSettings.IN_FILE) {
            assertThat(out.toString()).contains(setting.flag(), setting.variable());
        }
        assertThat(out.toString()).doesNotContain("${").doesNotContain("%n");
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("guildhall ");
    }

    @Test
    void passesOnTheExitCodeOfTheCommand() {
        var guildhall = guildhall(configuration -> 7);
        assertThat(guildhall.run("serve")).isEqualTo(7);
    }

    @Test
    void endsWithOneWhenTheCommandFails() {
        var guildhall = guildhall(configuration -> {
            throw new IllegalStateException("out of luck");
        });

        assertThat(guildhall.run("serve")).isEqualTo(1);

        assertRefused("it failed unexpectedly: out of luck");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "management-"})
    void saysWhichAddressItCannotListenOn(String listener) {
        var guildhall = guildhall(configuration -> {
            throw StartException.listening("0.0.0.0", 80, listener, new BindException("Address already in use"));
        });

        assertThat(guildhall.run("serve")).isEqualTo(1);

        assertRefused("It cannot listen on 0.0.0.0, port 80: Address already in use. Stop what uses it, or choose"
                + " another with --" + listener + "host and --" + listener + "port.");
    }

    @Test
    void saysWhenTheDataDirectoryCannotBeMade() throws IOException {
        var file = file("");
        var guildhall = guildhall(configuration -> {
            Server.start(configuration);
            return 0;
        });

        assertThat(guildhall.run("serve", "--data-dir", file.toString(), "--port=0", "--management-port=0"))
                .isEqualTo(1);

        assertRefused("The data directory " + file + " cannot be made or written to: there is a file of that name."
                + " Choose another with --data-dir.");
    }

    @Test
    void disablesAnExtensionOfStoppedData() {
        assertThat(run("extension", "disable", "acme", "hello", "--data-dir", "elsewhere"))
                .isZero();

        assertThat(disabled).isEqualTo("hello in acme");
        assertThat(out.toString()).contains("The extension hello is disabled in the workspace acme.");
    }

    @Test
    void namesWhatIsMissingToDisableAnExtension() {
        assertThat(run("extension")).isEqualTo(2);
        assertThat(run("extension", "disable", "acme")).isEqualTo(2);

        assertThat(err.toString()).contains("extension disable <workspace> <extension>", "<extension>");
        assertThat(disabled).isNull();
    }

    @Test
    void exportsAWorkspaceAndSaysWhatIsInTheFile() {
        assertThat(run("export", "--workspace", "acme", "--output", "acme.zip", "--data-dir", "elsewhere"))
                .isZero();

        assertThat(archives.exported).isEqualTo("acme into acme.zip");
        assertThat(out.toString()).contains("acme.zip: 7 rows", "abc123", "Secrets", "--trusted-key c2lnbmVy");
        assertThat(err.toString()).contains("guildhall: member: 7 rows");
    }

    @Test
    void importsAWorkspaceAndSaysWhatToDoNow() {
        assertThat(run("import", "acme.zip", "--key", "acme-two", "--trusted-key", FakeArchives.KEY))
                .isZero();

        assertThat(archives.imported.file()).isEqualTo(Path.of("acme.zip"));
        assertThat(archives.imported.key()).contains("acme-two");
        assertThat(archives.imported.trusted()).hasSize(1);
        assertThat(archives.imported.anyKey()).isFalse();
        assertThat(out.toString()).contains("The workspace acme-two is there", "Rotate the secret.");
    }

    @Test
    void namesWhatIsMissingOrWrongOfAnArchive() {
        assertThat(run("export", "--workspace", "acme")).isEqualTo(2);
        assertThat(run("export", "--output", "acme.zip")).isEqualTo(2);
        assertThat(run("import")).isEqualTo(2);
        assertThat(run("import", "acme.zip", "--trusted-key", "nonsense")).isEqualTo(2);

        assertThat(err.toString()).contains("--output", "--workspace", "<file>", "--trusted-key is no Ed25519");
        assertThat(archives.exported).isNull();
        assertThat(archives.imported).isNull();
    }

    @Test
    void erasesAPersonAndKeepsTheReceipt() throws Exception {
        var file = directory.resolve("receipt.json");

        assertThat(run("erase", "--user", "ada@example.org", "--reason", "Asked", "--output", file.toString()))
                .isZero();

        assertThat(archives.erased).isEqualTo("USER ada@example.org Asked");
        assertThat(file).content().contains("payload", FakeArchives.KEY);
        assertThat(run("erase", "--workspace", "acme", "--output", file.toString()))
                .as("a receipt is not written over, and nothing is erased without one")
                .isEqualTo(2);
        assertThat(archives.erased).isEqualTo("USER ada@example.org Asked");
    }

    @Test
    void namesWhatIsMissingOfAnErasure() {
        assertThat(run("erase", "--output", "receipt.json")).isEqualTo(2);
        assertThat(run("erase", "--user", "ada", "--workspace", "acme", "--output", "receipt.json"))
                .isEqualTo(2);
        assertThat(run("erase", "--user", "ada")).isEqualTo(2);

        assertThat(err.toString()).contains("--workspace, --user and --verify", "--output");
        assertThat(archives.erased).isNull();
    }

    @Test
    void startsWithoutTheExtensionsThatAreNamedOrAll() {
        assertThat(run("serve", "--without-extensions=hello,notifier")).isZero();
        assertThat(set(ExtensionSettings.WITHOUT).orElse(WithoutExtensions.NONE).includes("hello"))
                .isTrue();
        assertThat(set(ExtensionSettings.WITHOUT).orElse(WithoutExtensions.NONE).includes("directory"))
                .isFalse();

        assertThat(run("serve", "--without-extensions")).isZero();
        assertThat(set(ExtensionSettings.WITHOUT).orElse(WithoutExtensions.NONE).includes("directory"))
                .isTrue();

        assertThat(run("serve")).isZero();
        assertThat(set(ExtensionSettings.WITHOUT).orElse(WithoutExtensions.NONE).includes("directory"))
                .isFalse();
    }

    private int run(String... arguments) {
        return guildhall(configuration -> {
                    served = configuration;
                    return 0;
                })
                .run(arguments);
    }

    private Guildhall guildhall(ServeCommand serve) {
        DemoCommand demo = configuration -> {
            shown = configuration;
            return 0;
        };
        return new Guildhall(
                environment,
                serve,
                demo,
                (configuration, work) -> {
                    developed = work;
                    return 0;
                },
                (configuration, workspace, extension) -> disabled = extension + " in " + workspace,
                archives,
                operator,
                new StringReader(in),
                new PrintWriter(out),
                new PrintWriter(err));
    }

    private void assertRefused(String reason) {
        assertThat(err.toString())
                .startsWith("guildhall: " + reason)
                .endsWith("\n")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("guildhall.yaml"), content);
    }
}
