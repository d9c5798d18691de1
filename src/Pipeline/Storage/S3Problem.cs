using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace GridFlow.Storage;

/// <summary>Says what is the matter with an S3 service, as the end of a sentence that begins with its name.</summary>
/// <remarks>Without request ids and the like: the same trouble must read the same each time.</remarks>
internal static class S3Problem
{
    /// <summary>Whether an exception is the service's or the network's fault and no bug.</summary>
    public static bool Is(Exception e) =>
        e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException;

    /// <summary>What is the matter.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="address">Where.</param>
    /// <param name="settings">What the settings are called.</param>
    /// <param name="clockOffset">How far the service's clock is ahead of this machine's, as far as the client has found out.</param>
    public static string Of(Exception e, S3Address address, S3SettingNames settings, TimeSpan clockOffset) => e switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"cannot be used: there is no bucket {address.Bucket} ({settings.Place})",
        AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" or "SignatureDoesNotMatch" } => "refuses the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)",
        AmazonS3Exception { ErrorCode: "ExpiredToken" or "InvalidToken" } => "refuses the session: AWS_SESSION_TOKEN is over or wrong",
        AmazonS3Exception { ErrorCode: "RequestTimeTooSkewed" } => $"refuses requests because of {Clock(clockOffset)}",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden } => "does not allow this with these credentials",
        AmazonS3Exception { StatusCode: HttpStatusCode.Moved or HttpStatusCode.TemporaryRedirect } => $"says that the bucket is in another region ({settings.Region}, {settings.Endpoint})",
        AmazonS3Exception { StatusCode: not 0, ErrorCode: { Length: > 0 } code } s3 => $"answers {(int)s3.StatusCode} {code}",
        AmazonServiceException { StatusCode: not 0 } service => $"answers {(int)service.StatusCode}",
        AmazonClientException when e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => "needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        TimeoutException or OperationCanceledException => "does not answer in time",
        _ when e.InnerException is TimeoutException or OperationCanceledException => "does not answer in time",
        _ => $"cannot be reached ({e.GetBaseException().Message.TrimEnd('.')})",
    };

    private static string Clock(TimeSpan offset)
    {
        var minutes = Math.Round(Math.Abs(offset.TotalMinutes)).ToString(CultureInfo.InvariantCulture);
        return offset == TimeSpan.Zero
            ? "this machine's clock: it is off by more than the service allows; set it right"
            : $"this machine's clock: it is {minutes} minutes {(offset > TimeSpan.Zero ? "behind" : "ahead of")} the service's; set one of them right";
    }
}
