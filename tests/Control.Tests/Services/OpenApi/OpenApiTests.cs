using System.Net;
using System.Text.RegularExpressions;
using GridFlow.V1;
using Microsoft.OpenApi;
using Xunit;

namespace GridFlow.Control.Services.OpenApi;

public sealed class OpenApiTests
{
    private static readonly Uri Document = new(OpenApiEndpoints.DocumentPath, UriKind.Relative);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_Served_IsTheGoldenFile()
    {
        var made = await ServedAsync();
        var golden = GoldenFile.PathOf("openapi.v1.json");

        GoldenFile.AssertEqual(golden, made.Replace(Telemetry.ProductVersion.Text, "VERSION", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Document_Served_IsValidOpenApi()
    {
        var read = OpenApiDocument.Parse(await ServedAsync(), OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Empty(read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()));
        Assert.Equal(
            PipelineControl.Descriptor.Methods.Select(method => method.Name).Order(),
            read.Document!.Paths.Values.SelectMany(path => path.Operations!.Values).Select(operation => operation.OperationId).Order());
    }

    [Fact]
    public void Document_Broken_IsFoundInvalid()
    {
        var document = OpenApiGenerator.Generate();
        document.Info.Title = null!;

        Assert.NotEmpty(document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    [Fact]
    public async Task Docs_Page_AsksNobodyElse()
    {
        await using var instance = await TestInstance.StartAsync();

        var page = await instance.Http.GetStringAsync(new Uri("/docs/index.html", UriKind.Relative), Limit);
        var sources = Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(sources);
        foreach (var source in sources)
        {
            Assert.DoesNotContain("//", source, StringComparison.Ordinal);
            using var response = await instance.Http.GetAsync(new Uri(new Uri(instance.Http.BaseAddress!, "/docs/"), source), Limit);
            Assert.True(response.StatusCode == HttpStatusCode.OK, source);
        }
    }

    private static async Task<string> ServedAsync()
    {
        await using var instance = await TestInstance.StartAsync();
        return await instance.Http.GetStringAsync(Document, Limit);
    }
}
