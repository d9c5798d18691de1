namespace GridFlow.Control.Configuration;

/// <summary>Tells which settings must never be printed.</summary>
internal static class Secrets
{
    private static readonly string[] Words = ["password", "secret", "token", "key", "credential", "jaas", "userinfo", "headers"];

    /// <summary>Whether the value in force of <paramref name="key"/> is a secret, by its name or by where it comes from. Errs on the safe side.</summary>
    public static bool IsSecret(IConfigurationRoot configuration, string key) => IsSecret(key) || SecretsFolder.Holds(configuration, key);

    /// <summary>Whether the value of <paramref name="key"/> is a secret by its name. Errs on the safe side.</summary>
    public static bool IsSecret(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        return Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
