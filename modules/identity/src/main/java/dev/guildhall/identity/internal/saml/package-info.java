/**
 * SAML 2.0 as a service provider speaks it: requests by HTTP-Redirect, signed or not, answers by HTTP-POST, metadata. Knows the protocol and
 * nothing else: no table, no HTTP, no configuration.
 *
 * <p>An answer is taken by a closed list of rules, on the JDK's parser and signatures: the XML is bounded, has no DTD, and is
 * made of elements and text ({@link dev.guildhall.identity.internal.saml.SecureXml}); it is a response with one assertion and
 * no id twice ({@link dev.guildhall.identity.internal.saml.SamlMessage}); what is signed is signed as a whole, in place, by
 * a key that was configured ({@link dev.guildhall.identity.internal.saml.XmlSignature}); and it is meant for this server, now,
 * for the request that was made ({@link dev.guildhall.identity.internal.saml.SamlRules}). An assertion may be encrypted for
 * this server, which proves nothing ({@link dev.guildhall.identity.internal.saml.EncryptedAssertion}): what is in it is read by
 * itself, by the same rules. What the rules do not name is
 * refused. A library would not be less code: the two that can be had are unmaintained, or leave the checks to their caller.
 */
package dev.guildhall.identity.internal.saml;
