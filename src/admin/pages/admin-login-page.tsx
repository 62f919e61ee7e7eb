import { Message } from '../../pages/parts/message.tsx';
import { renderAdminMessage } from './admin-layout.tsx';

export interface AdminLogin {
  /** The token that was typed in is another. */
  readonly wrong?: boolean;
}

/** Where an operator types in the admin token. Whoever has the Flex role admin need not come here. */
export const adminLoginPage = ({ wrong = false }: AdminLogin): string =>
  renderAdminMessage({
    title: 'Operators',
    children: (
      <Message
        icon={wrong ? 'shield' : 'door'}
        tone={wrong ? 'bad' : 'accent'}
        title="Operators only"
        testId="admin-login"
      >
        {wrong ? (
          <p class="lead" role="alert" data-testid="wrong">
            This is not the admin token. It is <code>adminToken</code> in the configuration.
          </p>
        ) : (
          <p class="lead">
            Type in the admin token of this gateway, or <a href="/">log in</a> as somebody with the Flex role admin.
          </p>
        )}
        <form class="stack-large" method="post" action="/admin/login">
          <label class="field">
            Admin token
            <input
              class="input"
              type="password"
              name="token"
              required
              autocomplete="current-password"
              autofocus
              maxLength={512}
            />
            <span class="field-hint">This browser remembers a signed permission for an hour, never the token.</span>
          </label>
          <div class="row">
            <button class="button button-primary" type="submit">
              Continue
            </button>
          </div>
        </form>
      </Message>
    ),
  });
