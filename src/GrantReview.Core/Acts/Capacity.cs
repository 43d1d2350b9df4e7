namespace GrantReview.Core.Acts;

/// <summary>What a person is (身份): in one call, or for the whole house.</summary>
public enum Capacity
{
    /// <summary>The rules of the house themselves, carried out by the program.</summary>
    Program,

    Officer,
    Approver,
    Supervisor,
    Auditor,
    Finance,
    Expert,

    /// <summary>Machines and jobs; of the whole house, sees no call.</summary>
    SystemAdministrator,

    /// <summary>Accounts and capacities; of the whole house, sees no call.</summary>
    SecurityAdministrator,

    /// <summary>The record of the whole house, without points.</summary>
    AuditAdministrator,

    /// <summary>Everybody in what is their own: password, second factor, sessions.</summary>
    AccountHolder,
}
