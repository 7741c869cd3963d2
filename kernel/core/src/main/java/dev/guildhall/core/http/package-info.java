/**
 * HTTP from contracts. Each module contributes an OpenAPI 3.1 document and a handler for each of its operations; the
 * kernel merges the documents, routes by them, decides access by their {@code x-permission}, validates requests,
 * writes answers in one envelope and turns failures into statuses in one place.
 *
 * <p>The order for every operation: request id, credential, permission, body, validation, handler. A caller without a
 * credential or without access to the workspace learns nothing from what follows.
 */
package dev.guildhall.core.http;
