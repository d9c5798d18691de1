using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using GridFlow.Storage;

namespace GridFlow.Pipeline.Tests.Storage;

public sealed class S3ProblemTests
{
    private static readonly S3Address Address = new("grid", "", "http://localhost:9000", "us-east-1");
    private static readonly S3SettingNames Settings = new("Archive:Bucket", "Archive:Endpoint", "Archive:Region");

    [Theory]
    [InlineData("NoSuchBucket", 404, "there is no bucket grid (Archive:Bucket)")]
    [InlineData("SignatureDoesNotMatch", 403, "refuses the credentials")]
    [InlineData("InvalidAccessKeyId", 403, "refuses the credentials")]
    [InlineData("AccessDenied", 403, "does not allow this")]
    [InlineData("ExpiredToken", 400, "AWS_SESSION_TOKEN")]
    [InlineData("PermanentRedirect", 301, "another region (Archive:Region, Archive:Endpoint)")]
    [InlineData("SlowDown", 503, "answers 503 SlowDown")]
    public void Of_Answer_IsASentence(string code, int status, string expected) =>
        Assert.Contains(expected, Of(new AmazonS3Exception("words of the service", ErrorType.Sender, code, "id", (HttpStatusCode)status)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "it is off by more than the service allows")]
    [InlineData(42, "42 minutes behind the service's")]
    [InlineData(-90, "90 minutes ahead of the service's")]
    public void Of_ClockSkew_SaysHowFarWhenKnown(int minutes, string expected) => Assert.Contains(
        expected,
        Of(new AmazonS3Exception("", ErrorType.Sender, "RequestTimeTooSkewed", "id", HttpStatusCode.Forbidden), TimeSpan.FromMinutes(minutes)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_NoAnswer_IsTimeOrReach()
    {
        Assert.Contains("does not answer in time", Of(new TimeoutException()), StringComparison.Ordinal);
        Assert.Contains("does not answer in time", Of(new AmazonServiceException("x", new OperationCanceledException())), StringComparison.Ordinal);
        Assert.Contains("cannot be reached (refused)", Of(new HttpRequestException("x", new IOException("refused."))), StringComparison.Ordinal);
        Assert.Contains("AWS_ACCESS_KEY_ID", Of(new AmazonClientException("Unable to get credentials")), StringComparison.Ordinal);
    }

    private static string Of(Exception e, TimeSpan offset = default) => S3Problem.Of(e, Address, Settings, offset);
}
