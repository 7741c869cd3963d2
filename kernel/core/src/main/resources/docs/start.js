fetch('/docs/contracts.json')
  .then((answer) => answer.json())
  .then((urls) =>
    SwaggerUIBundle({
      urls,
      dom_id: '#docs',
      presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
      layout: 'StandaloneLayout',
      deepLinking: true,
      docExpansion: 'none',
      tryItOutEnabled: true,
    }),
  );
