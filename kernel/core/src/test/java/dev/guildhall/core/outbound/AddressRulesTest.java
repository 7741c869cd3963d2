package dev.guildhall.core.outbound;

import static dev.guildhall.core.outbound.AddressRules.Kind.PRIVATE;
import static dev.guildhall.core.outbound.AddressRules.Kind.PUBLIC;
import static dev.guildhall.core.outbound.AddressRules.Kind.SPECIAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:80f::200e",
                "2001:200::1",
                "64:ff9b::8.8.8.8",
            })
    void takesTheInternetForPublic(String address) throws UnknownHostException {
        assertThat(AddressRules.kind(InetAddress.getByName(address))).isEqualTo(PUBLIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "::1",
                "fc00::1",
                "fdff::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::10.1.2.3",
            })
    void takesOnesOwnNetworkForPrivate(String address) throws UnknownHostException {
        assertThat(AddressRules.kind(InetAddress.getByName(address))).isEqualTo(PRIVATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "168.63.129.16",
                "100.100.100.200",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::127.0.0.1",
                "::8.8.8.8",
                "::ffff:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::8.8.8.8",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:808:808::1",
                "3fff::1",
                "4000::1",
                "5f00::1",
            })
    void takesWhatHasAPurposeOfItsOwnForSpecial(String address) throws UnknownHostException {
        assertThat(AddressRules.kind(InetAddress.getByName(address))).isEqualTo(SPECIAL);
    }
}
