using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Localisation;

/// <summary>Why a password is not taken, in words.</summary>
public static class PasswordText
{
    public const int Longest = 256;

    /// <summary>Null = it is taken.</summary>
    public static async Task<string?> FaultOfAsync(UserManager<User> users, User user, string? password, string? again)
    {
        if (string.IsNullOrEmpty(password) || password.Length > Longest)
        {
            return Text.Of("Password.Bad", SignIn.ShortestPassword, Longest);
        }
        if (password != again)
        {
            return Text.Of("Password.Differs");
        }
        foreach (var validator in users.PasswordValidators)
        {
            if ((await validator.ValidateAsync(users, user, password)).Errors.FirstOrDefault() is { } error)
            {
                return error.Code == nameof(CommonPasswords) ? Text.Of("Password.Common")
                    : Text.Of("Password.Bad", SignIn.ShortestPassword, Longest);
            }
        }
        return null;
    }
}
