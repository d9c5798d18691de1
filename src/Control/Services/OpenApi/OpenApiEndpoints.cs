using Microsoft.OpenApi;

namespace GridFlow.Control.Services.OpenApi;

/// <summary>Serves the OpenAPI document, and a page to read it and to try calls: all of it comes from this process.</summary>
internal static class OpenApiEndpoints
{
    /// <summary>Where the document is.</summary>
    public const string DocumentPath = "/openapi/v1.json";

    public static void MapOpenApiDocument(this WebApplication app)
    {
        // Made when somebody asks for the first time; it never changes.
        var document = new Lazy<Task<string>>(() => OpenApiGenerator.Generate().SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0));
        app.MapGet(DocumentPath, async () => Results.Text(await document.Value, "application/json"));
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "GridFlow control plane";
            page.SwaggerEndpoint(DocumentPath, "v1");
        });
    }
}
