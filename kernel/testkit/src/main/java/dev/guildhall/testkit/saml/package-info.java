/** A SAML provider of tests: it signs what a test has drafted, well or badly. */
package dev.guildhall.testkit.saml;
