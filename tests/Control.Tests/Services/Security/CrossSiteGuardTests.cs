using System.Net;
using System.Text;
using Xunit;

namespace GridFlow.Control.Services.Security;

public sealed class CrossSiteGuardTests
{
    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", null, null, HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-8", "http://HOST", null, HttpStatusCode.OK)]
    [InlineData("application/json", "http://localhost:1", null, HttpStatusCode.Forbidden)]
    [InlineData("application/json", "https://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("application/json", "null", null, HttpStatusCode.Forbidden)]
    [InlineData("application/json", "http://evil.example", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("text/plain", null, null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "http://HOST", null, HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_ByWhere_ItComesFrom(string contentType, string? origin, string? host, HttpStatusCode expected)
    {
        await using var instance = await TestInstance.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/pause") { Content = new StringContent("{}", Encoding.UTF8) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.Add("Content-Type", contentType);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin.Replace("HOST", instance.Http.BaseAddress!.Authority, StringComparison.Ordinal));
        }

        request.Headers.Host = host;

        using var response = await instance.Http.SendAsync(request, Limit);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, instance.Steering.Paused is not null);
    }

    [Fact]
    public async Task Preflight_OfAnotherSite_IsNotAllowed()
    {
        await using var instance = await TestInstance.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/pause");
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await instance.Http.SendAsync(request, Limit);

        Assert.False(response.IsSuccessStatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Get_OfAnotherSite_IsAnsweredWithoutPermissionToRead()
    {
        await using var instance = await TestInstance.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await instance.Http.SendAsync(request, Limit);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
